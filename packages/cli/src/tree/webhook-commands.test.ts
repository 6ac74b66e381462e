import { webhookEvents, webhookFormats } from '@slipway/api';
import { expect, it } from 'vitest';
import { webhookEventNames, webhookFormatNames } from './webhook-commands.ts';

it('completion offers what the hub takes', () => {
  expect(webhookEventNames).toEqual([...webhookEvents]);
  expect(webhookFormatNames).toEqual([...webhookFormats]);
});
