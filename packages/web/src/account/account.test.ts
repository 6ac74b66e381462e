import { describe, expect, it } from 'vitest';
import { browserName } from './browser-name.ts';
import { middleSquare } from './prepare-avatar.ts';

describe('the name of a browser', () => {
  it('is the one behind what each of them claims to be', () => {
    const chrome =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
    expect(browserName(chrome)).toBe('Chrome on Linux');
    expect(browserName(`${chrome.replace('X11; Linux x86_64', 'Windows NT 10.0')} Edg/126.0`)).toBe(
      'Edge on Windows',
    );
    expect(
      browserName(
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0',
      ),
    ).toBe('Firefox on macOS');
    expect(
      browserName(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      ),
    ).toBe('Safari on iPhone');
  });

  it('is what came, where nobody knows it', () => {
    expect(browserName('my-script 1.0')).toBe('my-script 1.0');
    expect(browserName('')).toBe('Unknown client');
    expect(browserName('x'.repeat(500))).toHaveLength(60);
  });
});

describe('the square of a picture', () => {
  it('is the largest in its middle', () => {
    expect(middleSquare(400, 300)).toEqual({ left: 50, top: 0, length: 300 });
    expect(middleSquare(300, 400)).toEqual({ left: 0, top: 50, length: 300 });
    expect(middleSquare(256, 256)).toEqual({ left: 0, top: 0, length: 256 });
  });
});
