"use strict";
// Follows the site: one stream a browser (the tab that holds the lock reads it and tells the others), parts of the page
// replaced by id, and a banner when the link is lost. Everything here is also there without it.
(() => {
  const STALE_SECONDS = 12;
  const SPEAK_SECONDS = 5;
  const byId = (id) => document.getElementById(id);
  const seconds = () => performance.now() / 1000;
  const hour = (moment) => moment.toLocaleTimeString("fr-FR", { timeZone: "Europe/Paris" });
  const channel = new BroadcastChannel("chapelle-live");
  const shown = {}; // part → position at which it was drawn
  const drawn = Number(document.body.dataset.position);
  let beat = { at: Date.parse(document.body.dataset.at), heard: seconds(), speed: 1, silent: 0 };
  let beats = 0;
  let leading = false;
  let spoken = -SPEAK_SECONDS;

  function draw(parts, position) {
    const focused = document.activeElement && document.activeElement.id;
    const before = { ...byId("counts").dataset };
    const fresh = document.createElement("template");
    fresh.innerHTML = parts;
    for (const part of [...fresh.content.querySelectorAll("[data-live]")]) {
      const old = byId(part.id);
      if (!old || position < (shown[part.id] ?? drawn)) continue;
      shown[part.id] = position;
      old.replaceWith(part);
    }
    if (focused && document.activeElement.id !== focused && byId(focused)) byId(focused).focus({ preventScroll: true });
    speak(before, byId("counts").dataset);
    age();
  }

  function speak(before, now) {
    if (Number(now.top) > Number(before.top)) {
      byId("alert").textContent = `${now.top} alarme : vie en danger`;
    } else if (now.all !== before.all && seconds() - spoken >= SPEAK_SECONDS) {
      spoken = seconds();
      byId("status").textContent = `${now.all} alarmes non acquittées`;
    }
  }

  function hearBeat(told) {
    const at = Date.parse(told.at);
    const heard = seconds();
    if (beats++ && heard > beat.heard) beat.speed = (at - beat.at) / 1000 / (heard - beat.heard);
    beat = { ...beat, at, heard, silent: told.worker_silent_seconds };
    age();
  }

  function age() {
    const since = seconds() - beat.heard;
    const lost = since > STALE_SECONDS;
    const stopped = beat.silent === null || beat.silent > STALE_SECONDS;
    const stale = lost || stopped;
    document.body.classList.toggle("stale", stale);
    for (const button of document.querySelectorAll(".act button")) button.disabled = stale;
    byId("lost").hidden = !stale;
    if (stale) {
      const from = new Date(Date.now() - (lost ? since : (beat.silent ?? 0) + since) * 1000);
      const what = lost ? "Liaison perdue" : "Traitement des événements arrêté";
      byId("lost").textContent = `${what} depuis ${hour(from)} : ce qui suit n’est plus à jour.`;
    } else {
      const now = new Date(beat.at + since * beat.speed * 1000);
      byId("clock").textContent = hour(now);
    }
    byId("fresh").textContent = `à jour il y a ${Math.floor(since)}\u202fs`;
  }

  function take(message) {
    if (message.parts !== undefined) draw(message.parts, message.position);
    if (message.beat) hearBeat(message.beat);
    if (message.hello && leading) tell(); // a tab that has just opened may have missed what came while it loaded
  }

  function tell() {
    const parts = [...document.querySelectorAll("[data-live]")];
    const position = Math.min(...parts.map((part) => shown[part.id] ?? drawn));
    channel.postMessage({ parts: parts.map((part) => part.outerHTML).join(""), position });
  }

  function lead() {
    leading = true;
    const stream = new EventSource(`/live?after=${drawn}`);
    const pass = (message) => { take(message); channel.postMessage(message); };
    stream.addEventListener("parts", (e) => pass({ parts: e.data, position: Number(e.lastEventId) }));
    stream.addEventListener("beat", (e) => pass({ beat: JSON.parse(e.data) }));
    // Lost for good (signed out, or other data behind the address): as soon as something answers, begin anew.
    stream.onerror = () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      setInterval(() => fetch("/", { method: "HEAD", redirect: "manual" }).then(() => location.reload(), () => {}), 5000);
    };
    return new Promise(() => {}); // the lock is held as long as the tab lives
  }

  channel.onmessage = (e) => take(e.data);
  if (navigator.locks) navigator.locks.request("chapelle-live", lead);
  else lead();
  channel.postMessage({ hello: true });
  setInterval(age, 1000);
})();
