import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';
import { CatalogService, type Product } from './catalog.service';

@Controller('products')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  all(): readonly Product[] {
    return this.catalog.all();
  }

  @Get(':id')
  one(@Param('id', ParseIntPipe) id: number): Product {
    return this.catalog.one(id);
  }
}
