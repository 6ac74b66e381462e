import { describe, expect, it } from 'vitest';
import { chooseSubnet } from './choose-subnet.ts';

const heading = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT';

/** A line of /proc/net/route: destination and mask as a little-endian processor shows them. */
function route(name: string, destination: string, mask: string): string {
  return [name, destination, '00000000', '0001', '0', '0', '0', mask, '0', '0', '0'].join('\t');
}

describe('chooseSubnet', () => {
  it('takes the first, whatever the default route', () => {
    const routes = [heading, route('eth0', '00000000', '00000000')].join('\n');
    expect(chooseSubnet(routes, [], 'slipway0')).toBe('10.187.0');
  });

  it('keeps clear of routes, wide and narrow, and of nameservers', () => {
    const routes = [
      heading,
      // 10.187.0.0/23, 10.187.2.128/25.
      route('eth1', '0000BB0A', '00FEFFFF'),
      route('eth2', '8002BB0A', '80FFFFFF'),
    ].join('\n');
    expect(chooseSubnet(routes, ['10.187.3.53'], 'slipway0')).toBe('10.187.4');
  });

  it('does not mind the route of its own bridge', () => {
    const routes = [heading, route('slipway0', '0000BB0A', '00FFFFFF')].join('\n');
    expect(chooseSubnet(routes, [], 'slipway0')).toBe('10.187.0');
  });

  it('finds none where all is routed elsewhere', () => {
    const routes = [heading, route('vpn0', '0000000A', '000000FF')].join('\n');
    expect(chooseSubnet(routes, [], 'slipway0')).toBeUndefined();
  });
});
