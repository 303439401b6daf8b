// Calls of the HTTP API. An answer, a Problem, or Unreachable.

import { authorization, demand } from "./token.js";

/** Milliseconds; an operator's answer is held until no front can refuse under the old state. */
const PATIENCE = { GET: 5_000, POST: 45_000 };

/** Dibs answered, and not with what was asked for. */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail ?? `status ${status}`);
    this.status = status;
    this.field = body.field;
    this.outcome = body.outcome;
    this.retryAfter = retryAfter;
  }
}

/** There was no answer: whether the call was done is not known. */
export class Unreachable extends Error {}

/** One answer as fetch has it; claims that are refused are answers too. */
export async function send(method, path, { body, headers, signal, isAnswer = (status) => status < 300 } = {}) {
  const auth = authorization();
  const json = body === undefined ? {} : { "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...auth, ...json, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(PATIENCE[method]),
      credentials: "omit",
      cache: "no-cache",
    });
  } catch (failure) {
    throw new Unreachable(failure.message);
  }
  if (response.status === 401) {
    const problem = await read(response);
    demand(auth.Authorization, problem.detail ?? "");
    throw new Problem(401, problem);
  }
  if (!isAnswer(response.status, response.headers.get("Content-Type"))) {
    throw new Problem(response.status, await read(response), response.headers.get("Retry-After"));
  }
  return response;
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

async function call(method, path, options) {
  const response = await send(method, path, options);
  try {
    return { status: response.status, body: await response.json(), headers: response.headers };
  } catch (failure) {
    throw new Unreachable(failure.message);
  }
}

export const get = (path, headers, patience = PATIENCE.GET) =>
  call("GET", path, { headers, signal: AbortSignal.timeout(patience) });
export const post = (path, body) => call("POST", path, { body });

/** Every outcome is an answer; problems are of another media type. */
export const claim = (campaign, user) =>
  call("POST", `${campaignPath(campaign)}/claims`, {
    body: { user },
    isAnswer: (status, type) => type === "application/json",
  });

export const campaignPath = (campaign) => `v1/campaigns/${encodeURIComponent(campaign)}`;
