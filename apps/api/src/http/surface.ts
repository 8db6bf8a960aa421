import type { OpenAPIObject } from '@nestjs/swagger';

/** What the server knows of itself only once it listens. */
export class Surface {
  /** Where clients reach it, without a trailing slash. */
  publicUrl = '';
  private document: OpenAPIObject | undefined;

  /** @param describe describes the admin API; asked for once, since it takes its time */
  constructor(private readonly describe: () => OpenAPIObject) {}

  openApi(): OpenAPIObject {
    this.document ??= this.describe();
    return this.document;
  }
}
