import { Card, CardContent, CircularProgress, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';

interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: { readonly amount: number; readonly currency: string };
}

async function load(): Promise<Product[]> {
  const answer = await fetch('/products');
  return (await answer.json()) as Product[];
}

export function Products() {
  const { data, isPending } = useQuery({ queryKey: ['products'], queryFn: load });
  if (isPending) {
    return <CircularProgress />;
  }
  return (
    <Stack spacing={2}>
      {data?.map((product) => (
        <Card key={product.id}>
          <CardContent>
            <Typography variant="h6">{product.name}</Typography>
            <Typography>
              {product.price.amount / 100} {product.price.currency}
            </Typography>
          </CardContent>
        </Card>
      ))}
    </Stack>
  );
}
