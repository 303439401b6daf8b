// The bearer token: in this module's memory, and nowhere else.

import { byId, setText } from "./dom.js";

const dialog = byId("token-dialog");
let token = "";
let refused = "";
let changed = () => {};

/** What to send along. */
export const authorization = () => (token ? { Authorization: `Bearer ${token}` } : {});

/** Tells whoever waits for another token. */
export function onToken(listener) {
  changed = listener;
}

/** Dibs wants a token, or another one; asked once for each. */
export function demand(sent, detail) {
  byId("token-open").hidden = false;
  byId("operate-scope").hidden = false;
  const another = sent !== authorization().Authorization;
  if (another || dialog.open || refused === (sent ?? "none")) {
    return;
  }
  refused = sent ?? "none";
  ask(sent ? "Dibs does not take this token" : "Dibs asks for a token", sent ? why(detail) : "Paste one that its issuer gave you.");
}

const why = (detail) => `${/expired/.test(detail) ? "It has expired. " : ""}Dibs says: ${detail}.`;

function ask(title, text) {
  setText(byId("token-title"), title);
  setText(byId("token-why"), text);
  byId("token-forget").hidden = !token;
  dialog.showModal();
}

function use(text) {
  token = text.trim().replace(/^Bearer\s+/i, "");
  refused = "";
  byId("token").value = "";
  dialog.close();
  changed();
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  use(byId("token").value);
});
byId("token-forget").addEventListener("click", () => use(""));
byId("token-open").addEventListener("click", () => ask("Token", token ? "One is in use." : "None is in use."));
