import asyncio
async def test_hang():
    await asyncio.sleep(100)
