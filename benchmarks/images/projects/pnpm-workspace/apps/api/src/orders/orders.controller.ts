import { BadRequestException, Body, Controller, Post } from '@nestjs/common';
import { orderSchema } from '@shop/shared';
import { OrdersService } from './orders.service';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  place(@Body() body: unknown): { total: string } {
    const parsed = orderSchema.safeParse(body);
    if (!parsed.success) {
      throw new BadRequestException(parsed.error.issues);
    }
    return { total: this.orders.place(parsed.data) };
  }
}
