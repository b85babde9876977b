// Runs in a page before anything else: notes when receivers are painted as running,
// which tasks were long, when news came in, and which events.
(() => {
  // Chromium's two clocks may drift apart: the kernel has the first one.
  let shift = -Infinity;
  for (const until = performance.now() + 20; performance.now() < until; )
    shift = Math.max(shift, Date.now() - performance.now());

  const seen = { painted: [], tasks: [], heard: [], events: new Set() };
  window.seen = seen;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      seen.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });

  const after = new MessageChannel();
  let waiting = [];
  after.port1.onmessage = () => {
    const now = performance.now() + shift;
    for (const name of waiting) seen.painted.push([name, now]);
    waiting = [];
  };
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) {
      if (target.dataset.state !== "running" || oldValue === "running") continue;
      const name = target.querySelector(".sv-name")?.textContent;
      if (!name) continue;
      // A message that is posted in a frame arrives when the frame is painted.
      requestAnimationFrame(() => {
        waiting.push(name);
        after.port2.postMessage(0);
      });
    }
  }).observe(document, {
    subtree: true,
    attributeFilter: ["data-state"],
    attributeOldValue: true,
  });

  const { WebSocket } = window;
  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        if (!text.includes('"kind":"events"') && !text.includes('"kind": "events"')) return;
        seen.heard.push(performance.now());
        for (const [, number] of text.matchAll(/"seq": ?(\d+)/g)) seen.events.add(Number(number));
      });
    }
  };
})();
