"""nbgrader's settings in JupyterLab: of nbgrader, a student's JupyterLab has the button Validate."""

c = get_config()  # noqa: F821  nbgrader puts it here

c.Application.log_level = "WARN"
c.Execute.timeout = 60  # a slow laptop, and a kernel that has just started
