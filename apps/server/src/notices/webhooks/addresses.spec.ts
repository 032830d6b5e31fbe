import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AddressPolicy, isPublic } from './addresses.js';

describe('an address of the internet', () => {
  it.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001:82f::200e', '::ffff:1.1.1.1'])(
    'is %s',
    (address) => expect(isPublic(address)).toBe(true),
  );
  it.each([
    ['of this machine', ['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1']],
    ['of this link, where clouds have their metadata', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254']],
    ['of a network of a provider', ['100.64.0.1', '100.127.255.255', '192.0.0.1', '198.18.0.1']],
    ['of many at once, or of nobody', ['224.0.0.1', '239.1.1.1', '255.255.255.255', '240.0.0.1', 'ff02::1']],
    ['for examples', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1', '100::1']],
    ['an IPv4 address in IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:10.0.0.1', '::127.0.0.1']],
    ['of a tunnel to an IPv4 address', ['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001:0:4136:e378::1']],
    ['none at all', ['', 'localhost', '127.1', '1.2.3', '1.1.1.1.1', 'g::1']],
  ])('is none that is %s', (_, addresses) => expect(addresses.filter((address) => isPublic(address))).toEqual([]));
  it('is the same whether it is told as IPv4 or within IPv6', () =>
    fc.assert(fc.property(fc.ipV4(), (address) => expect(isPublic(`::ffff:${address}`)).toBe(isPublic(address)))));
});

describe('the policy of WEBHOOK_ALLOW', () => {
  const policy = new AddressPolicy({
    hosts: ['hooks.internal'],
    networks: ['10.1.0.0/16', 'fd00:1::/32', '127.0.0.1'],
  });
  it('permits the internet, its networks, and the hosts that it names', () => {
    for (const [host, address] of [
      ['example.org', '1.1.1.1'],
      ['example.org', '10.1.2.3'],
      ['example.org', '::ffff:10.1.2.3'],
      ['example.org', 'fd00:1::5'],
      ['127.0.0.1', '127.0.0.1'],
      ['Hooks.Internal', '10.9.9.9'],
    ] as const)
      expect([host, address, policy.permits(host, address)]).toEqual([host, address, true]);
    for (const address of ['10.2.0.1', '127.0.0.2', 'fd00:2::1', '::1'])
      expect([address, policy.permits('example.org', address)]).toEqual([address, false]);
  });
  it('names hosts by name or by an address of its networks', () => {
    for (const host of ['hooks.internal', 'HOOKS.internal', '10.1.2.3', '[fd00:1::5]'])
      expect(policy.isNamed(host)).toBe(true);
    for (const host of ['more.hooks.internal', 'internal', '10.2.2.3', '[::1]', 'example.org'])
      expect(policy.isNamed(host)).toBe(false);
  });
  it('permits nothing but the internet if it is empty', () => {
    const none = new AddressPolicy({ hosts: [], networks: [] });
    expect([none.permits('a.example', '1.1.1.1'), none.permits('a.example', '10.0.0.1')]).toEqual([true, false]);
  });
});
