import { expect, it } from 'vitest';
import { isDocumentation } from './documentation.ts';

it.each([
  'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
  'https://conntrack-tools.netfilter.org/manual.html',
  'https://www.rfc-editor.org/rfc/rfc5737',
])('opens %s', (url) => {
  expect(isDocumentation(url)).toBe(true);
});

it.each([
  'http://docs.kernel.org/',
  'https://docs.kernel.org.evil.example/',
  'https://evil.example/https://docs.kernel.org/',
  'https://docs.kernel.org@evil.example/',
  'https://user@docs.kernel.org/',
  'https://docs.kernel.org:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'docs.kernel.org',
  '',
])('does not open %j', (url) => {
  expect(isDocumentation(url)).toBe(false);
});
