import 'reflect-metadata';
import { runProcess } from '#platform';
import { startServer } from './server.js';

await runProcess(startServer);
