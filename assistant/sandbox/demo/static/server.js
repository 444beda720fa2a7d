// Ask the demo's own server, and hear from it when something changed.

import { toast } from "./dom.js";

class Starting extends Error {}

export async function get(path, query = {}) {
  const url = `/api/${path}?${new URLSearchParams(query)}`;
  return answered(await reached(url));
}

// True when it was done; otherwise the reason has been shown.
export async function post(path, body = {}) {
  try {
    await answered(
      await reached(`/api/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    return true;
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

async function reached(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new Starting("The server does not answer; is it still running?");
  }
}

async function answered(response) {
  if (response.status === 204 || response.status === 202) return null;
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const body = isJson ? await response.json() : {};
  if (response.status === 503) throw new Starting(body.error);
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}; its log says why.`);
  return body;
}

// Calls `look` at most once at a time, and once more when it was asked for meanwhile.
export function refresher(look) {
  let running = false;
  let again = false;
  return async function refresh() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await look();
      } while (again);
    } catch (error) {
      if (!(error instanceof Starting)) throw error;
    } finally {
      running = false;
    }
  };
}

export function listen(topic, lost) {
  const source = new EventSource("/api/live");
  source.addEventListener("message", (event) => topic(event.data));
  source.addEventListener("error", lost);
}
