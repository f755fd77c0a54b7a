import { describe, expect, it } from 'vitest';
import { isLoopbackHost, mayConnect } from '../../lambdas/domain/addresses.ts';

describe('a connection to', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('%s, a public address, is allowed', (address) => {
    expect([mayConnect(address, false), mayConnect(address, true)]).toEqual([true, true]);
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1'])('%s, this machine, only where that is allowed', (address) => {
    expect([mayConnect(address, false), mayConnect(address, true)]).toEqual([false, true]);
  });

  it.each([
    ['private', '10.0.0.1'],
    ['private', '10.255.255.255'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier NAT', '100.64.0.1'],
    ['carrier NAT', '100.127.255.255'],
    ['link-local', '169.254.1.1'],
    ['metadata', '169.254.169.254'],
    ['metadata of containers', '169.254.170.2'],
    ['metadata', 'fd00:ec2::254'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.7'],
    ['documentation', '203.0.113.7'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fdff::1'],
    ['link-local', 'fe80::1'],
    ['multicast', 'ff02::1'],
    ['mapped private', '::ffff:10.0.0.1'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['mapped metadata, in hex', '::ffff:a9fe:a9fe'],
    ['compatible', '::10.0.0.1'],
    ['translated private', '64:ff9b::10.0.0.1'],
    ['6to4', '2002:a00:1::1'],
    ['Teredo', '2001::1'],
    ['no address', 'example.com'],
    ['no address', ''],
    ['an odd spelling', '0x7f.1'],
    ['an odd spelling', '2130706433'],
  ])('%s (%s) is refused everywhere', (_, address) => {
    expect([mayConnect(address, false), mayConnect(address, true)]).toEqual([false, false]);
  });

  it.each([['::ffff:127.0.0.1'], ['::ffff:7f00:1']])(
    'this machine under the mapped name %s is never more than itself',
    (address) => {
      expect(mayConnect(address, false)).toBe(false);
    },
  );
});

describe('a host is this machine', () => {
  it.each([
    ['localhost', true],
    ['sandbox.localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['[::1]', true],
    ['localhost.example.com', false],
    ['notlocalhost', false],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1', false],
    ['', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });
});
