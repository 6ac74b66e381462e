import { Agent, get } from 'node:http';
import type { Measured } from './requests.ts';

/** Times in milliseconds, from the first byte sent to the last received, one request after another. */
export interface Times {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
}

/** Asks every path twice, the first time to warm up; throws where an answer is no success. */
export async function measure(
  origin: string,
  { name, paths }: Measured,
  headers: Readonly<Record<string, string>> = {},
): Promise<Times> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (const path of paths) await ask({ agent, url: `${origin}${path}`, headers });
  for (const path of paths) times.push(await ask({ agent, url: `${origin}${path}`, headers }));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  return { name, p50: at(0.5), p95: at(0.95), most: times.at(-1) ?? 0 };
}

/** Requests in a second that clients get answered which ask for one URL all the time. */
export async function throughput(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly clients: number;
  readonly seconds: number;
}): Promise<number> {
  const { url, headers, clients, seconds } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const began = performance.now();
  const until = began + seconds * 1000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        await ask({ agent, url, headers });
        answered++;
      }
    }),
  );
  agent.destroy();
  return answered / ((performance.now() - began) / 1000);
}

function ask(options: {
  readonly agent: Agent;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}): Promise<number> {
  const { agent, url, headers } = options;
  const began = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    }).on('error', reject);
  });
}
