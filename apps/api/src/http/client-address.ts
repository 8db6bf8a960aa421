import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/**
 * The address that a request comes from: what a trusted proxy says, else the other end of the connection. Some proxies
 * add the port (Azure's do), under which each connection would be another client.
 */
export function clientAddressOf({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  if (isIP(ip) !== 0) return ip;
  const [, v6, v4 = ''] = /^(?:\[([^\]]*)\]|([\d.]*))(?::\d+)?$/.exec(ip) ?? [];
  const address = v6 ?? v4;
  // What is no address at all must not pass for one.
  return isIP(address) === 0 ? (socket.remoteAddress ?? '') : address;
}
