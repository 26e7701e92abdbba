/** What Node has. Jest makes it 100, and translates each frame of each error: the Seald SDK makes an error per key it reads. */
Error.stackTraceLimit = 10;
