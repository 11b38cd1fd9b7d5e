// The page for the room covers the window until Escape or "Back". The arrow keys, as a presenter's remote control
// sends them, turn its pages. Without this script everything else in the control room works as before.
(() => {
  if (window.smktStage) return;
  window.smktStage = true;
  const seen = node => node.isConnected && node.getClientRects().length > 0;
  const opened = () => document.querySelector('.smkt-stage:popover-open');
  const press = name => opened().querySelector(name).click();
  document.addEventListener('click', event => {
    const show = event.target.closest('.smkt-show');
    if (show && seen(show)) {
      const stage = show.closest('.smkt-room').querySelector('.smkt-stage');
      stage.popover = 'manual';
      stage.showPopover();
      stage.tabIndex = -1;
      stage.focus();
    }
    if (event.target.closest('.smkt-back') && opened()) opened().hidePopover();
  });
  document.addEventListener('keydown', event => {
    if (!opened()) return;
    const does = { Escape: '.smkt-back', ArrowRight: '.smkt-after', PageDown: '.smkt-after',
      ArrowLeft: '.smkt-before', PageUp: '.smkt-before' }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    press(does);
  }, true);
})();
