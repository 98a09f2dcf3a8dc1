// What the page does: it finds, folds and walks through objects. Everything is in the page without it.
const byId = (id) => document.getElementById(id);
const objects = [...document.querySelectorAll('.object')];
const [search, found, quiet] = [byId('search'), byId('found'), byId('quiet')];
const texts = new Map();
let cause = '';

const textOf = (object) => {
  if (!texts.has(object)) texts.set(object, object.textContent.toLowerCase());
  return texts.get(object);
};

/** Shows the objects that have the words and the cause; unfolds those that have the words. */
function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const object of objects) {
    const isShown =
      (quiet.checked || !object.classList.contains('quiet')) &&
      (cause === '' || object.dataset.causes.split(' ').includes(cause)) &&
      words.every((word) => textOf(object).includes(word));
    object.classList.toggle('off', !isShown);
    if (isShown) shown++;
    if (words.length > 0 || cause !== '') object.open = isShown;
  }
  for (const environment of document.querySelectorAll('.environment'))
    environment.classList.toggle('off', !environment.querySelector('.object:not(.off), .rest'));
  const which = cause === '' ? '' : ` of cause ${cause}`;
  found.textContent = words.length === 0 && cause === '' ? '' : `${shown} of ${objects.length} objects${which}`;
}

function showAll() {
  cause = '';
  search.value = '';
  show();
}

const fold = (isOpen) => {
  for (const object of objects) if (!object.classList.contains('off')) object.open = isOpen;
};

/** Goes to the next object that is shown, or to the one before. */
function step(by) {
  const shown = objects.filter((object) => object.offsetParent !== null);
  const at = shown.findIndex((object) => object.contains(document.activeElement));
  const next = shown[at === -1 ? (by > 0 ? 0 : shown.length - 1) : at + by];
  next?.querySelector('summary').focus();
  next?.scrollIntoView({ block: 'nearest' });
}

search.addEventListener('input', show);
quiet.addEventListener('change', show);
byId('open').addEventListener('click', () => fold(true));
byId('close').addEventListener('click', () => fold(false));
byId('causes').addEventListener('click', ({ target }) => {
  if (!target.dataset.cause) return;
  cause = target.dataset.cause;
  show();
  byId('tools').scrollIntoView();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') return showAll();
  if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'n') step(1);
  if (event.key === 'p') step(-1);
  if (event.key === '/') {
    event.preventDefault();
    search.focus();
  }
});
// Browsers print what is folded only where it is unfolded.
let unfolded = [];
addEventListener('beforeprint', () => {
  unfolded = objects.filter((object) => !object.open);
  for (const object of unfolded) object.open = true;
});
addEventListener('afterprint', () => {
  for (const object of unfolded) object.open = false;
});
