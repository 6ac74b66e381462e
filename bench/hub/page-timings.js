// Runs in each page before its own scripts: notes what the browser says of its loading.
{
  const longTasks = [];
  let largestPaint = 0;
  // When what the page was opened for stood there.
  let shownAt;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      longTasks.push({ start: startTime, end: startTime + duration });
    }
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) largestPaint = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new MutationObserver(() => {
    const heading = document.querySelector('h1');
    const waits = heading === null || document.querySelector('[aria-busy="true"]') !== null;
    shownAt = waits ? undefined : (shownAt ?? performance.now());
  }).observe(document, { subtree: true, childList: true, attributes: true });

  // To be asked once the page is at rest.
  globalThis.pageFigures = () => {
    const resources = performance.getEntriesByType('resource');
    const all = [...performance.getEntriesByType('navigation'), ...resources];
    const bytes = (of) => of.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    const named = (end) => all.filter(({ name }) => new URL(name).pathname.endsWith(end));
    const firstPaint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    const late = longTasks.filter(({ end }) => end > firstPaint);
    return {
      scriptBytes: bytes(named('.js')),
      styleBytes: bytes(named('.css')),
      allBytes: bytes(all),
      requests: all.length,
      firstPaint,
      largestPaint,
      blocked: late.reduce((sum, { start, end }) => sum + Math.max(0, end - start - 50), 0),
      interactive: Math.max(firstPaint, shownAt ?? 0, ...late.map(({ end }) => end)),
    };
  };
}
