// How every form is sent: one call at a time, the answer in words below it, a problem beside the field it names.

import { Problem, Unreachable } from "./api.js";
import { setText } from "./dom.js";

/** Grows with each campaign that is chosen: what is answered about another one is not told here. */
let chosen = 0;

/** Another campaign is chosen: what was said is of the one before. */
export function forget() {
  chosen++;
  document.querySelectorAll("#chosen form").forEach(clear);
}

/**
 * Sends a form by send(values, button), which returns what to say, or throws.
 *
 * The button keeps the focus while it is busy: a disabled one would lose it.
 */
export function onSubmit(form, send) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    const about = chosen;
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    clear(form);
    try {
      const done = await send(values(form), button.value);
      if (about === chosen) {
        say(form, done, "done");
      }
    } catch (failure) {
      if (about === chosen) {
        tell(form, failure);
      }
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  });
}

const values = (form) =>
  Object.fromEntries(
    [...form.elements].filter((one) => one.name).map((one) => [one.name, one.type === "checkbox" ? one.checked : one.value.trim()]),
  );

/** A whole number as such; what is none is for Dibs to refuse. */
export const amount = (text) => (/^-?\d{1,16}$/.test(text.replace(/[\s,_]/g, "")) ? Number(text.replace(/[\s,_]/g, "")) : text);

export function clear(form) {
  form.querySelectorAll(".error").forEach((error) => setText(error, ""));
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  say(form, "", "");
}

function say(form, text, kind) {
  const place = form.querySelector(".said");
  place.dataset.kind = kind;
  setText(place, text);
}

function tell(form, failure) {
  const field = failure instanceof Problem && failure.field && form.elements.namedItem(failure.field);
  if (field) {
    field.setAttribute("aria-invalid", "true");
    setText(document.getElementById(`${field.id}-error`), sentence(failure.message));
    field.focus();
  } else {
    say(form, words(failure), "failed");
  }
}

/** What went wrong, and what to do. */
export function words(failure) {
  if (failure instanceof Unreachable) {
    return "No answer: Dibs cannot be reached, so whether it was done is not known. It is safe to send it again.";
  }
  if (failure instanceof Problem) {
    return sentence(failure.message) + (failure.retryAfter ? ` Again in ${failure.retryAfter} s.` : "");
  }
  throw failure;
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
