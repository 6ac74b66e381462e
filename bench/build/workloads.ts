import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is built, and what changes between builds. */
export interface Workload {
  readonly name: string;
  readonly aims: readonly Aim[];
  /** Runs before the first measured build: writes the context, and builds where something must be cached. */
  prepare(context: string, build: () => Promise<void>): Promise<void>;
  /** Before each measured build. */
  change(context: string): void;
}

/** What Slipway's time may be, as a multiple of others'. */
export interface Aim {
  readonly atMost: number;
  readonly of: 'buildx' | 'fastest BuildKit';
}

const multiStage = `FROM benchbase:latest AS build
WORKDIR /app
COPY package.json ./
RUN mkdir /deps && for i in $(seq 200); do echo "dependency $i" > /deps/$i; done
COPY src ./src
RUN mkdir dist && cat src/* > dist/app && gzip -k dist/app

FROM benchbase:latest
WORKDIR /app
COPY --from=build /app/dist ./dist
RUN groupadd -g 1001 app && useradd -u 1001 -g 1001 app
USER app
CMD ["cat", "dist/app"]
`;

function writeProject(context: string): void {
  mkdirSync(join(context, 'src'), { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), multiStage);
  changePackage(context);
  for (let i = 0; i < 40; i++) {
    writeFileSync(join(context, 'src', `${i}.ts`), randomBytes(15_000).toString('base64'));
  }
}

function changePackage(context: string): void {
  writeFileSync(
    join(context, 'package.json'),
    JSON.stringify({ seed: randomBytes(16).toString('hex') }),
  );
}

function changeSource(context: string): void {
  writeFileSync(join(context, 'src/0.ts'), randomBytes(15_000).toString('base64'));
}

const manyFiles = 50_000;

function writeManyFiles(context: string): void {
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), 'FROM benchbase:latest\nCOPY data /data\n');
  for (let i = 0; i < manyFiles; i++) {
    const folder = join(context, 'data', String(i % 500));
    if (i < 500) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${i}.txt`), `file ${i}\n`.repeat(10));
  }
}

const stages = Array.from({ length: 10 }, (_, i) => i);

function writeStages(context: string): void {
  mkdirSync(context, { recursive: true });
  const each = (i: number) =>
    `FROM benchbase:latest AS stage${i}\nCOPY seed /seed\nRUN sleep 0.3 && echo ${i} > /result${i}\n`;
  const last = stages.map((i) => `COPY --from=stage${i} /result${i} /results/\n`);
  const text = `${stages.map(each).join('\n')}\nFROM benchbase:latest\n${last.join('')}`;
  writeFileSync(join(context, 'Dockerfile'), text);
  changeSeed(context);
}

function changeSeed(context: string): void {
  writeFileSync(join(context, 'seed'), randomBytes(16).toString('hex'));
}

export const workloads: readonly Workload[] = [
  {
    name: 'cold multi-stage',
    aims: [{ atMost: 0.9, of: 'fastest BuildKit' }],
    async prepare(context, build) {
      writeProject(context);
      // The base is unpacked once, as everyone does when it is pulled.
      await build();
    },
    change: (context) => {
      changePackage(context);
      changeSource(context);
    },
  },
  {
    name: 'nothing changed',
    aims: [
      { atMost: 0.5, of: 'buildx' },
      { atMost: 1, of: 'fastest BuildKit' },
    ],
    async prepare(context, build) {
      writeProject(context);
      await build();
    },
    change: () => {},
  },
  {
    name: 'one source file changed',
    aims: [{ atMost: 0.8, of: 'fastest BuildKit' }],
    async prepare(context, build) {
      writeProject(context);
      await build();
    },
    change: changeSource,
  },
  {
    name: '50,000 files, one changed',
    aims: [],
    async prepare(context, build) {
      writeManyFiles(context);
      await build();
    },
    change: (context) =>
      writeFileSync(join(context, 'data/7/7.txt'), randomBytes(50).toString('hex')),
  },
  {
    name: 'ten parallel stages',
    aims: [],
    async prepare(context, build) {
      writeStages(context);
      await build();
    },
    change: changeSeed,
  },
];
