/** Where the documentation lives that the page links to: the kernel's, netfilter's, and the RFCs. */
const hosts: readonly string[] = [
  'docs.kernel.org',
  'conntrack-tools.netfilter.org',
  'www.netfilter.org',
  'www.rfc-editor.org',
];

/** Whether an address may be handed to the person's browser: a plain https link to documentation. */
export function isDocumentation(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return false;
  return hosts.includes(url.hostname);
}
