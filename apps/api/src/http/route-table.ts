import type { FastifyRequest } from 'fastify';
import { pathOf } from './request-path.js';

/** In the order in which `Allow` names them. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

interface KnownPath {
  readonly pattern: RegExp;
  readonly placeholders: number;
  readonly methods: Set<string>;
}

/** The paths of the server with their methods, as they were given to the router. */
export class RouteTable {
  private readonly paths = new Map<string, KnownPath>();

  /** Takes note of a route; OPTIONS is answered for every one. */
  add(url: string, methods: readonly string[]): void {
    let known = this.paths.get(url);
    if (known === undefined) {
      const segments = url.split('/').map((segment) => {
        return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      });
      known = {
        pattern: new RegExp(`^${segments.join('/')}/?$`, 'i'),
        placeholders: url.split('/:').length - 1,
        methods: new Set(['OPTIONS']),
      };
      this.paths.set(url, known);
    }
    for (const method of methods) known.methods.add(method);
  }

  /** The methods of the path that a request asks for, as `Allow` says it; undefined for a path that is none. */
  allow({ url }: FastifyRequest): string | undefined {
    const path = pathOf(url);
    const [found] = [...this.paths.values()]
      .filter(({ pattern }) => pattern.test(path))
      // A path that is named outright is meant before one with a placeholder: `.search` is not an id.
      .sort((a, b) => a.placeholders - b.placeholders);
    return found && METHODS.filter((method) => found.methods.has(method)).join(', ');
  }
}
