import { Controller, Get } from '@nestjs/common';
import { userId } from '@shop/shared';

@Controller('healthz')
export class HealthController {
  @Get()
  health(): { status: string; uid: number } {
    return { status: 'ok', uid: userId() };
  }
}
