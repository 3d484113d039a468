import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until there is an answer; what is thrown ends it, and so does the deadline. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  deadlineMs = 60_000,
): Promise<Answer> {
  for (const giveUpAt = performance.now() + deadlineMs; performance.now() < giveUpAt; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(50);
  }
  throw new Error(`waited ${deadlineMs} ms for ${what}`);
}
