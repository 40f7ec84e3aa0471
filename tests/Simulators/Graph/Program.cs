Console.WriteLine("graph simulator");
