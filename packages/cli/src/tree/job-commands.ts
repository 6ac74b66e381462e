import type { CommandSpec, OptionSpec } from './command-spec.ts';
import { hubOptions, jsonOption } from './shared-options.ts';

const common: readonly OptionSpec[] = [jsonOption, ...hubOptions];
const id = { syntax: '<id>', description: 'of "slipway jobs failed"' };
const module = () => import('../commands/jobs.ts');

export const jobsCommand: CommandSpec = {
  name: 'jobs',
  summary: 'see what a hub does by jobs (administrators only)',
  children: [
    {
      name: 'list',
      summary: 'list jobs by topic: waiting, running, failed',
      options: common,
      examples: [{ command: 'slipway jobs list', does: 'a table' }],
      load: async () => (await module()).list,
    },
    {
      name: 'failed',
      summary: 'list jobs that failed too often',
      options: [{ flags: '--topic <topic>', description: 'only of this topic' }, ...common],
      examples: [{ command: 'slipway jobs failed', does: 'with why' }],
      load: async () => (await module()).failed,
    },
    {
      name: 'retry',
      summary: 'have a failed job done again',
      arguments: [id],
      options: common,
      examples: [{ command: 'slipway jobs retry 7', does: 'as if it were new' }],
      load: async () => (await module()).retry,
    },
    {
      name: 'discard',
      summary: 'forget a failed job',
      arguments: [id],
      options: common,
      examples: [{ command: 'slipway jobs discard 7', does: 'for good' }],
      load: async () => (await module()).discard,
    },
    {
      name: 'periodic',
      summary: 'list what is done now and then',
      options: common,
      examples: [{ command: 'slipway jobs periodic', does: 'with what it did last' }],
      load: async () => (await module()).periodic,
    },
    {
      name: 'run',
      summary: 'run a periodic job now',
      arguments: [{ syntax: '<name>', description: 'of "slipway jobs periodic"' }],
      options: common,
      examples: [{ command: 'slipway jobs run registry.expire-uploads', does: 'soon' }],
      load: async () => (await module()).run,
    },
  ],
};
