// A prebuilt extension, written as JupyterLab loads it, so that nothing has to be built. It brings
// along a style sheet and does nothing else.
(() => {
  const styles = document.createElement('link');
  styles.rel = 'stylesheet';
  styles.href = new URL('charts.css', document.currentScript.src);
  document.head.append(styles);

  const plugin = {
    id: 'digitlab-charts:style',
    description: 'Charts on dark paper in the dark theme.',
    autoStart: true,
    activate: () => {},
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['digitlab-charts'] = {
    init: () => {},
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
