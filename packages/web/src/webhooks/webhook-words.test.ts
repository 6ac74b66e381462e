import { webhookEvents } from '@slipway/api';
import { describe, expect, it } from 'vitest';
import { deliveryState, durationWords, eventWords, readable } from './webhook-words.ts';

describe('the words for webhooks', () => {
  it('are there for every event', () => {
    expect(Object.keys(eventWords).sort()).toEqual([...webhookEvents].sort());
  });

  it('tell a first try from one that failed and is tried again', () => {
    const waiting = { state: 'waiting', status: null, error: null } as const;
    expect(deliveryState(waiting)).toEqual({ word: 'On its way', tone: 'waiting' });
    expect(deliveryState({ ...waiting, status: 503 }).word).toBe('Will be tried again (503)');
    expect(deliveryState({ ...waiting, error: 'no answer' }).tone).toBe('bad');
    expect(deliveryState({ state: 'delivered', status: 200, error: null }).word).toBe(
      'Delivered (200)',
    );
  });

  it('give times in what suits them', () => {
    expect([null, 87, 999, 1234].map(durationWords)).toEqual(['–', '87 ms', '999 ms', '1.2 s']);
  });

  it('lay out JSON and leave the rest alone', () => {
    expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(readable('<html>')).toBe('<html>');
  });
});
