FROM python:3.13-bookworm
WORKDIR /app
RUN pip install uv==0.13.9
COPY . .
RUN uv sync
EXPOSE 18080
CMD ["uv", "run", "python", "-m", "notes"]
