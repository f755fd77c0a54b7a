import { describe, expect, it } from 'vitest';
import { readOptions } from '../../infra/local/options.ts';

describe('the options of npm start', () => {
  it('have defaults', () => {
    expect(readOptions([])).toEqual({
      port: 8787,
      host: '127.0.0.1',
      data: '.tocsin',
      sandbox: false,
      'trust-proxy': [],
      'host-name': [],
    });
  });

  it('are read', () => {
    const args = ['--port', '0', '--host', '0.0.0.0', '--trust-proxy', '10.0.0.0/8', '--trust-proxy', '::1'];
    expect(readOptions(args)).toMatchObject({ port: 0, host: '0.0.0.0', 'trust-proxy': ['10.0.0.0/8', '::1'] });
  });

  it.each(['abc', '-1', '65536', '1e3', ' 80', ''])('refuse the port "%s"', (port) => {
    expect(() => readOptions([`--port=${port}`])).toThrow(`--port: found "${port}"; allowed: a number from 0`);
  });

  it('refuse what is unknown by its name', () => {
    expect(() => readOptions(['--bogus'])).toThrow("'--bogus'");
    expect(() => readOptions(['stray'])).toThrow("'stray'");
  });

  it('are listed when asked for', () => {
    expect(readOptions(['--help'])).toContain('--trust-proxy CIDR');
  });
});
