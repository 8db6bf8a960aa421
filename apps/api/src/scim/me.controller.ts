import { ScimError } from '#scim';
import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SCIM_ROOTS } from './scim-roots.js';

/** What `/Me` is answered with, wherever it is asked for. */
export function notAPerson(): ScimError {
  return new ScimError(501, undefined, '/Me is not supported: a token stands for no person');
}

/** `/Me` (RFC 7644 section 3.11), which a service provider may leave out with 501. */
@ApiExcludeController()
@Controller(SCIM_ROOTS)
export class MeController {
  @All('Me')
  me(): never {
    throw notAPerson();
  }
}
