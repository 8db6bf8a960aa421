import 'reflect-metadata';
import { runProcess } from '#platform';
import { startProjector } from './start-projector.js';

await runProcess(startProjector);
