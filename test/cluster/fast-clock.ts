// Preloaded into a program it makes an hour of its monotonic clock pass in three minutes; its
// timers, which it sets again and again, take as long as ever.
const elapsed = performance.now.bind(performance);

performance.now = () => elapsed() * 20;
