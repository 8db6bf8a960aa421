import { applyDecorators, Controller, UsePipes, ValidationPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ADMIN_ROOT } from './admin-authentication.js';

/** A controller of the admin API: behind an API key, its requests checked field by field. */
export function AdminController(tag: string) {
  return applyDecorators(
    Controller(ADMIN_ROOT),
    UsePipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true })),
    ApiTags(tag),
    ApiBearerAuth(),
  );
}
