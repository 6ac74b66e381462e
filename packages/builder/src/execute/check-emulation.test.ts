import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostPlatform } from '../host-platform.ts';
import { checkEmulation } from './check-emulation.ts';

describe('a step of another platform', () => {
  it('needs nothing where it is what the machine runs itself', async () => {
    const { architecture } = hostPlatform();
    await checkEmulation({ os: 'linux', architecture });
  });

  it.skipIf(existsSync('/proc/sys/fs/binfmt_misc/qemu-s390x'))(
    'says what to install where it cannot run',
    async () => {
      const checking = checkEmulation({ os: 'linux', architecture: 's390x' });
      await expect(checking).rejects.toMatchObject({
        code: 'STEP_FAILED',
        message: expect.stringContaining('linux/s390x'),
        advice: expect.stringContaining('qemu-user-static'),
      });
    },
  );
});
