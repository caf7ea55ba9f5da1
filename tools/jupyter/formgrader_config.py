"""A server with nbgrader's formgrader for the teacher: this machine only, behind a token."""

import secrets
import socket
from pathlib import Path

c = get_config()  # noqa: F821  Jupyter puts it here

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = True  # in a container there is often nobody else
c.ServerApp.answer_yes = True  # Ctrl-C ends it without a question
c.ServerApp.open_browser = True

# By way of the login, because formgrader's own pages do not remember the token. Jupyter would print
# an address that does not lead there, so we choose token and port, and print it.
c.ServerApp.default_url = "/login?next=%2Fformgrader%2Fgradebook"
c.IdentityProvider.token = secrets.token_hex(24)
with socket.create_server(("127.0.0.1", 0)) as free:
    c.ServerApp.port = free.getsockname()[1]
print(f"http://127.0.0.1:{c.ServerApp.port}/?token={c.IdentityProvider.token}", flush=True)

c.Application.log_level = "WARN"
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": True,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "jupyterlab": True,  # it shows a notebook that is opened from there
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "notebook": False,
    "notebook_shim": False,
}

# nbgrader's own way of collecting is not used, but it complains where its folder is missing.
exchange = Path(__file__).resolve().parents[2] / "work" / "nbgrader-exchange"
exchange.mkdir(parents=True, exist_ok=True)
c.Exchange.root = str(exchange)
