#include "rendering/html_parts.h"

namespace segctl::rendering {

// It reads the page and hides or unfolds parts of it; it makes no element of any text.
const std::string& html_script() {
  static const std::string kScript = R"js(
(() => {
  'use strict';
  const all = (selector, under = document) => [...under.querySelectorAll(selector)];
  const open = () => {
    let node = document.getElementById(location.hash.slice(1));
    if (!node) return;
    const target = node;
    for (; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const one of folded) one.open = true;
  });
  addEventListener('afterprint', () => { for (const one of folded) one.open = false; });

  const tools = document.querySelector('.tools');
  if (!tools) return;
  tools.hidden = false;
  const search = tools.querySelector('input');
  const kinds = tools.querySelector('select');
  const output = tools.querySelector('output');
  const entries = all('.entry').map((node) => ({node, text: null}));
  const matches = (entry, words) => {
    if (entry.text === null) entry.text = entry.node.textContent.toLowerCase();
    return words.every((word) => entry.text.includes(word));
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = kinds ? kinds.value : '';
    const off = all('.chip[aria-pressed=false]', tools).map((chip) => chip.dataset.group);
    let left = 0;
    for (const entry of entries) {
      const classes = entry.node.classList;
      const shown = !off.some((group) => classes.contains(group)) &&
        (!kind || classes.contains('of-' + kind)) && (!words.length || matches(entry, words));
      entry.node.hidden = !shown;
      left += shown ? 1 : 0;
    }
    for (const group of all('.group')) group.hidden = !group.querySelector('.entry:not([hidden])');
    output.textContent = left === entries.length ? '' : left + ' of ' + entries.length;
  };
  search.addEventListener('input', filter);
  if (kinds) kinds.addEventListener('change', filter);
  for (const chip of all('.chip', tools)) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      filter();
    });
  }
  for (const button of all('[data-all]', tools)) {
    button.addEventListener('click', () => {
      for (const {node} of entries) if (!node.hidden) node.open = button.dataset.all === 'open';
    });
  }
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.tagName === 'INPUT') return;
    event.preventDefault();
    search.focus();
  });
})();
)js";
  return kScript;
}

}  // namespace segctl::rendering
