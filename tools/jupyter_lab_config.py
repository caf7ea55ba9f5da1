"""JupyterLab as `./lab start` opens it: this machine only, our kernel only, no calls home."""

c = get_config()  # noqa: F821  Jupyter puts it here

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = True  # in a container there is often nobody else
c.ServerApp.answer_yes = True  # Ctrl-C ends it without a question
c.Application.log_level = "WARN"
c.KernelSpecManager.allowed_kernelspecs = {"digitlab"}
c.KernelSpecManager.ensure_native_kernel = False
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
