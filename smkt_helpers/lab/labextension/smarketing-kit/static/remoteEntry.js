/*
 * Runs a lesson of the kit once when it is opened, so that a learner sees cards and not code.
 *
 * Written by hand, no build step. JupyterLab loads this file, calls init() with the modules it shares,
 * and asks get() for the plugin. It is a comfort and never a condition: without it, the menu
 * Run > Run All Cells does the same.
 *
 * A notebook is run only if its metadata says {"smarketing": {"run_on_open": true}} AND it lies in one
 * of the kit's own folders: code in a notebook that somebody mailed must never start by itself.
 */
(function () {
  'use strict';

  const NAME = 'smarketing-kit';
  const FOLDERS = ['notebooks/', 'exercises/'];
  // "Restart and run all" starts its own run right after the restart; this is how long we wait to see it.
  const GRACE_MS = 1000;
  // Folded code is one quiet line and not a box; run numbers such as [3]: tell a learner nothing.
  const STYLE = `
    .smkt-lesson .jp-Placeholder-content { border: none; background: none; box-shadow: none; }
    .smkt-lesson .jp-Placeholder-content .jp-PlaceholderText { color: var(--jp-ui-font-color2); }
    .smkt-lesson .jp-OutputPrompt { visibility: hidden; }
  `;

  function runsOnOpen(context) {
    const flag = context.model.getMetadata('smarketing');
    return Boolean(flag && flag.run_on_open) && FOLDERS.some(folder => context.path.startsWith(folder));
  }

  // After a reload JupyterLab opens every notebook that was open; those behind the first one can wait.
  function shown(panel) {
    return new Promise(resolve => {
      const observer = new IntersectionObserver(entries => {
        if (entries.some(entry => entry.isIntersecting)) {
          observer.disconnect();
          resolve();
        }
      });
      observer.observe(panel.node);
    });
  }

  // JupyterLab's single keys ("d d" deletes a cell, an arrow goes to the next one) would act on the lesson
  // while somebody is at a list or a button of it. There such keys belong to the list or the button alone.
  function keepKeysInside() {
    window.addEventListener(
      'keydown',
      event => {
        const target = event.target;
        if (target instanceof Element && target.closest('.smkt-lesson .jp-OutputArea-output')) {
          const withControl = event.ctrlKey || event.metaKey || event.altKey;
          target.toggleAttribute('data-lm-suppress-shortcuts', !withControl);
        }
      },
      true
    );
  }

  // ipywidgets shows a slider's name beside it but does not tell it to a screen reader.
  function nameSliders(panel) {
    const name = () => {
      for (const handle of panel.node.querySelectorAll('.widget-slider .noUi-handle:not([aria-label])')) {
        const label = handle.closest('.widget-slider').querySelector('.widget-label');
        handle.setAttribute('aria-label', label ? label.textContent : '');
      }
    };
    new MutationObserver(name).observe(panel.node, { childList: true, subtree: true });
    name();
  }

  function typed(model) {
    return JSON.stringify(Array.from(model.cells, cell => cell.sharedModel.getSource()));
  }

  async function watchLesson(panel, NotebookActions, scheduled) {
    const session = panel.sessionContext;
    let running = false;
    let completed = false;
    let restartedAt = 0; // 0: no restart that a run should follow

    // Pictures are drawn anew at every opening and the kernel notes its version in the notebook: neither
    // is a reason to ask "Leave site?" or "Save changes?". What somebody typed is.
    const model = panel.context.model;
    let onDisk = typed(model);
    panel.context.saveState.connect((_, state) => {
      if (state === 'completed') {
        onDisk = typed(model);
      }
    });

    async function run() {
      if (running || panel.isDisposed || !session.session || !session.session.kernel) {
        return;
      }
      running = true;
      completed = false;
      panel.node.dataset.smktRun = 'running';
      try {
        // Not runAll(): that one jumps to the last cell, and a lesson is read from its top.
        completed = await NotebookActions.runCells(panel.content, panel.content.widgets.slice(), session);
      } finally {
        running = false;
        panel.node.dataset.smktRun = completed ? 'done' : 'stopped';
        if (!panel.isDisposed && typed(model) === onDisk) {
          model.dirty = false;
        }
      }
    }

    function runUnlessStartedSince(moment) {
      // Somebody in a hurry may have chosen Run All Cells already; once is enough.
      if ((scheduled.get(panel.content.model) || 0) < moment) {
        return run();
      }
    }

    await session.ready;
    await shown(panel);
    session.statusChanged.connect((_, status) => {
      if (status === 'autorestarting') {
        // A lesson that has just killed its kernel would kill it for ever, so it has to be started by hand.
        restartedAt = completed ? Date.now() : 0;
      } else if (status === 'restarting') {
        restartedAt = Date.now();
      } else if (status === 'idle' && restartedAt) {
        const moment = restartedAt;
        restartedAt = 0;
        setTimeout(() => runUnlessStartedSince(moment), GRACE_MS);
      }
    });
    session.kernelChanged.connect((_, change) => {
      restartedAt = change.newValue ? Date.now() : 0;
    });

    await runUnlessStartedSince(1);
  }

  function makePlugin(notebookModule) {
    const { INotebookTracker, NotebookActions } = notebookModule;
    const scheduled = new WeakMap(); // notebook model -> when one of its cells was last asked to run
    const watched = new WeakSet(); // contexts: a second view of one notebook shares its outputs

    NotebookActions.executionScheduled.connect((_, { notebook }) => {
      if (notebook.model) {
        scheduled.set(notebook.model, Date.now());
      }
    });

    return {
      id: NAME + ':run-on-open',
      description: 'Runs the lessons of the smarketing kit once when they are opened.',
      autoStart: true,
      requires: [INotebookTracker],
      activate: (app, tracker) => {
        const style = document.createElement('style');
        style.textContent = STYLE;
        document.head.appendChild(style);
        keepKeysInside();

        async function opened(panel) {
          if (watched.has(panel.context)) {
            return;
          }
          watched.add(panel.context);
          await panel.context.ready;
          if (!runsOnOpen(panel.context)) {
            return;
          }
          panel.addClass('smkt-lesson');
          nameSliders(panel);
          await watchLesson(panel, NotebookActions, scheduled);
        }
        const openedSafely = panel =>
          opened(panel).catch(reason => console.warn(NAME + ': this lesson did not start by itself.', reason));
        tracker.widgetAdded.connect((_, panel) => openedSafely(panel));
        tracker.forEach(openedSafely);
      }
    };
  }

  let shared = null;

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: scope => {
      shared = scope;
    },
    get: async () => {
      const [version] = Object.values(shared['@jupyterlab/notebook']);
      const factory = await version.get();
      const plugin = makePlugin(factory());
      return () => plugin;
    }
  };
})();
