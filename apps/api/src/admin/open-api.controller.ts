import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Surface } from '../http/surface.js';

/** The description of the admin API, open to everybody: it holds no secret. */
@ApiExcludeController()
@Controller('admin')
export class OpenApiController {
  constructor(private readonly surface: Surface) {}

  @Get('openapi.json')
  document(): OpenAPIObject {
    return this.surface.openApi();
  }
}
