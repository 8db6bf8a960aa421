import { applyDecorators, Controller, UseGuards, UsePipes, ValidationPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ApiKeyGuard } from './api-key.guard.js';

/** A controller of the admin API: behind an API key, its requests checked field by field. */
export function AdminController(tag: string) {
  return applyDecorators(
    Controller('admin/v1'),
    UseGuards(ApiKeyGuard),
    UsePipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true })),
    ApiTags(tag),
    ApiBearerAuth(),
  );
}
