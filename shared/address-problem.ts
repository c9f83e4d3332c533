/** Why a text that parseAddress refuses is no address, for the person who typed it. */
export function addressProblem(text: string): string {
  if (text === '') return 'needed: an IPv4 or IPv6 address';
  if (/\s/.test(text)) return 'no spaces within an address';
  if (text.includes('/')) return 'one address, without a prefix length';
  if (text.includes('%')) return 'without an interface (%): conntrack keeps none';
  if (text.startsWith('[')) return 'without brackets';
  if (/^[0-9.]+$/.test(text)) return problemOfIPv4(text);
  if (text.includes(':')) return problemOfIPv6(text);
  return 'an address, not a name, as in 192.0.2.1';
}

function problemOfIPv4(text: string): string {
  const octets = text.split('.');
  if (octets.length !== 4 || octets.includes('')) return 'needs four numbers, as in 192.0.2.1';
  const tooMuch = octets.find((octet) => Number(octet) > 255);
  if (tooMuch !== undefined) return `${shortened(tooMuch)} is more than an octet holds (0 to 255)`;
  const padded = octets.find((octet) => octet.length > 1 && octet.startsWith('0'));
  return `${shortened(padded ?? text)}: no leading zeros, some read them as octal`;
}

function problemOfIPv6(text: string): string {
  const alien = /[^0-9a-f:.]/iu.exec(text);
  if (alien) return `“${alien[0]}” is not a hexadecimal digit`;
  if (text.includes(':::')) return 'at most two colons in a row';
  const compressions = text.split('::').length - 1;
  if (compressions > 1) return '“::” can stand only once';
  if (text.includes('.')) return 'an IPv4 part must be last, as in ::ffff:192.0.2.1';
  const groups = text.split(':').filter((group) => group !== '');
  const long = groups.find((group) => group.length > 4);
  if (long !== undefined) return `“${shortened(long)}” is more than four digits`;
  if (groups.length > 8 || (groups.length === 8 && compressions === 1)) return 'more than eight groups';
  if (groups.length < 8 && compressions === 0) return 'needs eight groups, or “::” for the zeros';
  return 'must not begin or end with a single colon';
}

function shortened(text: string): string {
  return text.length > 8 ? `${text.slice(0, 7)}…` : text;
}
