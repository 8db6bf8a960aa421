import type { Receipt } from '#event-store';
import type { CommandBus } from '@nestjs/cqrs';
import { type Command } from '@nestjs/cqrs';
import type { Runtime } from './runtime.js';

/** Commands whose outcome the caller can read once the answer is there. */
export class Commands {
  constructor(
    private readonly bus: CommandBus,
    private readonly runtime: Runtime,
  ) {}

  /** Runs a command. What came of it can be read once the read models have passed its position. */
  take<Result>(command: Command<Receipt<Result>>): Promise<Receipt<Result>> {
    return this.bus.execute(command);
  }

  /** Runs a command, and waits until the caller's next read shows what came of it. */
  async run<Result>(command: Command<Receipt<Result>>): Promise<Result> {
    const { result, position } = await this.take(command);
    await this.runtime.readable(position);
    return result;
  }

  /** Like {@link run}, and waits for what follows from it besides, e.g. a membership that becomes active. */
  async settle<Result>(command: Command<Receipt<Result>>): Promise<Result> {
    const { result, position } = await this.take(command);
    await this.runtime.settled(position);
    return result;
  }
}
