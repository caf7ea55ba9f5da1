"""nbgrader in JupyterLab: of all that it has, students get the button Validate."""

c = get_config()  # noqa: F821  nbgrader puts it here

c.Application.log_level = "WARN"
c.Execute.timeout = 60  # a slow laptop, and a kernel that has just started
