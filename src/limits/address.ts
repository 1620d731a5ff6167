import { isIPv6 } from 'node:net';

/**
 * What tells those apart who do not say who they are: an IPv4 address, or the network that an IPv6 address is in (64
 * bits), of which one household has more addresses than anybody could count.
 */
export function addressOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [plain] = ip.split('%');
  if (!isIPv6(plain!)) return plain!;
  const [left, right] = plain!.split('::').map((half) => (half ? half.split(':') : []));
  const missing = right ? 8 - left!.length - right.length : 0;
  const groups = [...left!, ...Array.from({ length: missing }, () => '0'), ...(right ?? [])];
  const network = groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
