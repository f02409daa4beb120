// Put into every page that is measured: what moved by itself, and how long it takes from an input to what it brings.
(() => {
  const probe = { shift: 0, frames: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) probe.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });

  const painted = (run) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = run;
      channel.port2.postMessage(0);
    });

  // From the next event of a kind until something matching `changed` has changed, `there` is there, and both are painted.
  probe.watch = (kind, changed, there) => {
    probe.waiting = new Promise((done) => {
      let from = 0;
      const observer = new MutationObserver((records) => {
        const here = records.some((each) => each.target instanceof Element && each.target.matches(changed));
        if (!from || !here || (there && !document.querySelector(there))) return;
        observer.disconnect();
        painted(() => done(performance.now() - from));
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      addEventListener(kind, (event) => { from = event.timeStamp; }, { capture: true, once: true });
    });
  };

  // Milliseconds from the start of navigation until two pictures of the canvas, taken one after the other, are the same.
  probe.still = async () => {
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    while (document.body?.dataset.ready !== "true") await wait(10);
    let [at, before] = [performance.now(), ""];
    for (;;) {
      await new Promise((done) => painted(done));
      const picture = document.querySelector("#canvas .overview, #canvas canvas").toDataURL();
      if (picture === before) return at;
      [at, before] = [performance.now(), picture];
      await wait(200);
    }
  };

  probe.film = () => {
    const next = (at) => {
      probe.frames.push(at);
      probe.filming = requestAnimationFrame(next);
    };
    probe.frames = [];
    probe.filming = requestAnimationFrame(next);
  };

  addEventListener("click", (event) => {
    sessionStorage.setItem("innograph-clicked", String(performance.timeOrigin + event.timeStamp));
  }, { capture: true });
  window.innographProbe = probe;
})();
