// What all parts of the page need of the document. Text of others only ever becomes text.

export const byId = (id) => document.getElementById(id);

/** Changes the text only where it differs, so that nothing is announced or selected anew. */
export function setText(node, text) {
  const wanted = String(text);
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

/** A new element; children are elements or text. */
export function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/** Says something once to those who cannot see the page. */
export const announce = (text) => setText(byId("said"), text);
