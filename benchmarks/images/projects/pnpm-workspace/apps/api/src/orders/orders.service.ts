import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { dataSource } from '@shop/db';
import { type Order, format, total } from '@shop/shared';

@Injectable()
export class OrdersService implements OnApplicationShutdown {
  private readonly log = new Logger(OrdersService.name);
  private readonly source = process.env.DATABASE_URL ? dataSource(process.env.DATABASE_URL) : undefined;
  private readonly orders: Order[] = [];

  place(order: Order): string {
    this.orders.push(order);
    this.log.debug(`order ${this.orders.length}`);
    return format(total(order));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source?.isInitialized) {
      await this.source.destroy();
    }
  }
}
